namespace Kubrick.Storage;

/// <summary>What a media object's name stands for.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Epoch">The epoch of an initialisation section; else -1.</param>
/// <param name="MediaSequence">The segment's number; -1 for an initialisation section.</param>
/// <param name="PartIndex">The part's number in its segment, from 0; -1 where it is no part.</param>
public sealed record MediaName(MediaKind Kind, int Epoch, long MediaSequence, int PartIndex);
