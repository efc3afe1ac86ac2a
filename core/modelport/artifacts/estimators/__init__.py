"""What a pickled estimator is, takes and needs, told from its sketch."""
