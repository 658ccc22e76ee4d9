"""Modules that submissions import and hand-ins lack: workers get these in their place."""
