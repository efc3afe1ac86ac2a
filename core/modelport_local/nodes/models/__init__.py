"""One file per framework: how its models are loaded, called and answered for."""
