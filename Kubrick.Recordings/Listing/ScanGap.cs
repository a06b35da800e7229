namespace Kubrick.Recordings.Listing;

/// <summary>A part of an order in which a list has no recordings. Everything up to its beginning and everything from its end on is read as it is now.</summary>
/// <param name="After">The last place before it.</param>
/// <param name="Until">The first place behind it.</param>
internal sealed record ScanGap(PlaceInOrder After, PlaceInOrder Until);
