//! The catalogue: regions, zones, instance types, images and the network each region offers. Facts only, from
//! `data/catalog.json` (public documentation as of 2021-07); zone letters, images and network ids are ours.
