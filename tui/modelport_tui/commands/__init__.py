"""The commands, each a module with `add(commands)`, which declares it, and a function that does it."""
