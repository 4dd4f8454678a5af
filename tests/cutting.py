"""Streams cut into pieces at random places, for the codecs' properties."""

from hypothesis import strategies as st


@st.composite
def cut(draw: st.DrawFn, streams: st.SearchStrategy[bytes]) -> list[bytes]:
    """The pieces of a stream, some of them empty; joined they are the stream."""
    stream = draw(streams)
    places = sorted(draw(st.lists(st.integers(0, len(stream)), max_size=20)))
    return [stream[a:b] for a, b in zip([0, *places], [*places, len(stream)], strict=True)]


def single_bytes(stream: bytes) -> list[bytes]:
    return [stream[at : at + 1] for at in range(len(stream))]
