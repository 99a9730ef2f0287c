//! Dumb widgets: they know nothing of instances or the world.
