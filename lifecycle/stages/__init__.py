"""The machines of the ground floor: states and who may move between them."""
