"""The machines of monitoring: states and who may move between them."""
