using System.Threading.Channels;
using MongoDB.Bson;

namespace Kubrick.Recordings.Database;

/// <summary>Notifies the relay of documents that have new events. When it is full, the relay's next search finds them.</summary>
internal sealed class OutboxSignal
{
    private readonly Channel<ObjectId> recordings = Channel.CreateBounded<ObjectId>(
        new BoundedChannelOptions(10_000) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    public ChannelReader<ObjectId> Recordings => recordings.Reader;

    public void Notify(ObjectId recordingId) => recordings.Writer.TryWrite(recordingId);
}
