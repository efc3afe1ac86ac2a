"""What the versions were asked and how many nodes they had, read through Cloud Monitoring's `timeSeries.list`."""
