using System.Collections.Immutable;
using Kubrick.Contracts.Streams;

namespace Kubrick.Transcoder.Streams;

/// <summary>
/// Counts what of a stream could not be kept, by kind (<see cref="StreamLossKinds"/>). Whatever drops or skips media reports it here. Safe for use by several tasks.
/// </summary>
/// <param name="onNewKind">Called when a kind is counted for the first time.</param>
internal sealed class LossCounts(Action onNewKind)
{
    private readonly Lock gate = new();
    // 0: it is not known how often, but at least once.
    private ImmutableSortedDictionary<string, long> ofMedia = ImmutableSortedDictionary.Create<string, long>(StringComparer.Ordinal);
    private ImmutableSortedDictionary<string, long> ofLog = ImmutableSortedDictionary.Create<string, long>(StringComparer.Ordinal);

    /// <summary>
    /// What was lost of the media that was transcoded, which a resume point carries to the next worker. A loss right after the point may be counted again.
    /// </summary>
    public ImmutableSortedDictionary<string, long> Carried
    {
        get
        {
            lock (gate)
            {
                return ofMedia;
            }
        }
    }

    /// <summary>Everything that was lost so far, by kind.</summary>
    public IReadOnlyList<StreamLoss> All
    {
        get
        {
            lock (gate)
            {
                return [.. ofMedia.Keys.Union(ofLog.Keys).Order(StringComparer.Ordinal).Select(kind => new StreamLoss(kind, Math.Max(1, ofMedia.GetValueOrDefault(kind) + ofLog.GetValueOrDefault(kind))))];
            }
        }
    }

    /// <summary>Continues with the counts of an earlier worker.</summary>
    public void Restore(IReadOnlyDictionary<string, long>? carried)
    {
        lock (gate)
        {
            ofMedia = ofMedia.SetItems(carried ?? ImmutableSortedDictionary<string, long>.Empty);
        }
    }

    /// <summary>Media was lost in transcoding.</summary>
    public void Add(string kind, long count = 1) => Change(() => ofMedia = ofMedia.SetItem(kind, ofMedia.GetValueOrDefault(kind) + count), kind, count);

    /// <summary>Media was lost in transcoding, and it is not known how much: the kind counts as once, unless it is counted besides.</summary>
    public void AddOnce(string kind) => Change(() => ofMedia = ofMedia.SetItem(kind, ofMedia.GetValueOrDefault(kind)), kind, 1);

    /// <summary>The chunk log shows that something was lost before. Every worker reads the whole log for the archive, so this is not carried.</summary>
    public void AddOfLog(string kind, long count = 1) => Change(() => ofLog = ofLog.SetItem(kind, ofLog.GetValueOrDefault(kind) + count), kind, count);

    private void Change(Action change, string kind, long count)
    {
        if (count <= 0)
        {
            return;
        }

        bool isNew;
        lock (gate)
        {
            isNew = !ofMedia.ContainsKey(kind) && !ofLog.ContainsKey(kind);
            change();
        }

        if (isNew)
        {
            onNewKind();
        }
    }
}
