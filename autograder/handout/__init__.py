"""Everything that students and Gradescope receive: template, bundles, and a release, which checks and tries them."""
