"""Go's text/template: parsed, checked and rendered. Nothing of Docker."""
