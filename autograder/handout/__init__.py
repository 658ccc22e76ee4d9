"""Everything that is given away: the template, the bundles, and a release, which checks, builds and tries them."""
