"""`--wait`: what a container is waited for, and how that is found out."""
