using System.Collections.Concurrent;
using Kubrick.Contracts.Processing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Kubrick.Transcoder.Tests.Workers;

/// <summary>Answers workers in place of Recordings: who may process what (<see cref="ProcessingRoutes"/>).</summary>
internal sealed class ProcessingTickets
{
    private readonly ConcurrentDictionary<string, ProcessingTicket> tickets = new();
    private int outages;

    /// <summary>How often each recording was claimed.</summary>
    public ConcurrentDictionary<string, int> Claims { get; } = new();

    /// <summary>A recording is to be processed.</summary>
    public void Add(ProcessingTicket ticket) => tickets[ticket.RecordingId] = ticket;

    /// <summary>A recording is processed, or deleted.</summary>
    public void Remove(string recordingId) => tickets.TryRemove(recordingId, out _);

    /// <summary>The next requests fail.</summary>
    public void Fail(int requests) => outages = requests;

    public void Map(WebApplication app) => app.MapPost(ProcessingRoutes.Pattern, (string id, ProcessingClaim claim) =>
    {
        if (Interlocked.Decrement(ref outages) >= 0)
        {
            return Results.StatusCode(500);
        }

        if (!tickets.TryGetValue(id, out var ticket) || ticket.Generation != claim.Generation)
        {
            return Results.Conflict();
        }

        Claims.AddOrUpdate(id, 1, (_, count) => count + 1);
        return Results.Ok(ticket);
    });
}
