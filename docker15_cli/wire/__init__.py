"""Codecs: bytes in, values out; no sockets, standard library only."""
