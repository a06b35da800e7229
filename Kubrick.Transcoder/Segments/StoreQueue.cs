using System.Threading.Channels;

namespace Kubrick.Transcoder.Segments;

/// <summary>
/// What waits to be stored, in order. So many bytes of it may wait that a storage which is slow, or away for a while, holds up neither viewers nor the reading of the log;
/// whoever adds more waits, and nothing is dropped.
/// </summary>
/// <param name="mostBytes">How many bytes may wait; one item may always, however large.</param>
internal sealed class StoreQueue(long mostBytes)
{
    private readonly Channel<StoreItem> items = Channel.CreateUnbounded<StoreItem>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private readonly Lock gate = new();
    private TaskCompletionSource roomMade = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long bytes;

    /// <summary>Adds an item; waits for room.</summary>
    public async ValueTask AddAsync(StoreItem item, CancellationToken cancellationToken)
    {
        while (WhenRoom(item.Length) is { } room)
        {
            await room.WaitAsync(cancellationToken);
        }

        items.Writer.TryWrite(item);
    }

    /// <summary>Nothing more comes.</summary>
    public void Complete() => items.Writer.TryComplete();

    /// <summary>Whether something waits, once that is known; false at the end.</summary>
    public Task<bool> WhenWaitingAsync(CancellationToken cancellationToken) => items.Reader.WaitToReadAsync(cancellationToken).AsTask();

    /// <summary>The next item, where one waits; it takes up its room until it <see cref="Leave"/>s.</summary>
    public StoreItem? TryTake() => items.Reader.TryRead(out var item) ? item : null;

    /// <summary>An item that was taken needs no room any more.</summary>
    public void Leave(StoreItem item)
    {
        lock (gate)
        {
            bytes -= item.Length;
            var waiting = roomMade;
            roomMade = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.TrySetResult();
        }
    }

    /// <summary>Takes the room for so many bytes; where there is none, what is to be waited for.</summary>
    private Task? WhenRoom(long length)
    {
        lock (gate)
        {
            if (bytes > 0 && bytes + length > mostBytes)
            {
                return roomMade.Task;
            }

            bytes += length;
            return null;
        }
    }
}
