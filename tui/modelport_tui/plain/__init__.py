"""The wizard line by line: the same steps and fields as the screens, for any terminal and for screen readers."""
