"""What a key opens: each asks for what an action needs, shows the equivalent command, and gives a typed value."""
