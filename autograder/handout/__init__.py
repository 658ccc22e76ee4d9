"""What is given away: the template and the bundles, and a release, which checks, builds and tries them."""
