"""The steps of a deployment: each looks at what is there, and does what is missing."""
