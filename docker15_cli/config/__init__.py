"""The user's files: credentials and their helpers, docker's contexts and settings."""
