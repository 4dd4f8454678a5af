"""Files between a container and this machine, by the rules of `cp -r`."""
