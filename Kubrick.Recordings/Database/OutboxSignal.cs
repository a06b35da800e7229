using System.Threading.Channels;
using MongoDB.Bson;

namespace Kubrick.Recordings.Database;

/// <summary>Tells the dispatcher which documents have events. Bounded: what does not fit is found by the dispatcher's next round.</summary>
internal sealed class OutboxSignal
{
    private readonly Channel<ObjectId> woken = Channel.CreateBounded<ObjectId>(
        new BoundedChannelOptions(10_000) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    public ChannelReader<ObjectId> Woken => woken.Reader;

    public void Wake(ObjectId recordingId) => woken.Writer.TryWrite(recordingId);
}
