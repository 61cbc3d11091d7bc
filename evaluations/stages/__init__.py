"""The machines of evaluation, one file each."""
