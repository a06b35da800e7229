using Kubrick.Contracts.Logs;

namespace Kubrick.Ingest.Publishing;

/// <summary>How a publisher answers requests to the owner of its lease (<see cref="LeaseMessages"/>).</summary>
internal static class PublisherLeaseAnswers
{
    /// <summary>The reply, and what the publisher does about the request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="isPublishing">Whether the publisher accepts frames: it is started, and neither ending nor leaving.</param>
    /// <param name="isLeaving">Whether it is ending or leaving.</param>
    /// <param name="silence">For how long its recorder has been silent.</param>
    /// <param name="silentAfter">The silence after which it releases the lease to another start.</param>
    public static (string Reply, PublisherAction Action) To(string request, bool isPublishing, bool isLeaving, TimeSpan silence, TimeSpan silentAfter)
    {
        if (!isPublishing)
        {
            return (isLeaving ? LeaseMessages.Leaving : LeaseMessages.Keeping, PublisherAction.None);
        }

        return request switch
        {
            LeaseMessages.Stop => (LeaseMessages.Leaving, PublisherAction.End),
            LeaseMessages.Yield => (LeaseMessages.Leaving, PublisherAction.Leave),
            _ when LeaseMessages.IsStart(request, out var waited) => ToStart(waited, silence, silentAfter),
            _ => (LeaseMessages.Keeping, PublisherAction.None),
        };
    }

    /// <summary>A recorder that sends frames, or answers the server's pings, is heard within the time that another connection has been waiting.</summary>
    private static (string Reply, PublisherAction Action) ToStart(TimeSpan waited, TimeSpan silence, TimeSpan silentAfter) =>
        silence < waited ? (LeaseMessages.Keeping, PublisherAction.None)
        : silence < silentAfter ? (LeaseMessages.Doubting, PublisherAction.None)
        : (LeaseMessages.Leaving, PublisherAction.Leave);
}

/// <summary>What a publisher does about a request.</summary>
internal enum PublisherAction
{
    /// <summary>It continues.</summary>
    None,

    /// <summary>It appends the end.</summary>
    End,

    /// <summary>It releases the lease.</summary>
    Leave,
}
