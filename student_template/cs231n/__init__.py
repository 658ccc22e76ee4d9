"""The solved assignment: layers, update rules, networks and the tools to train and check them."""
