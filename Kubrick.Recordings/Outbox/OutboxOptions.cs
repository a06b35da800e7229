using System.ComponentModel.DataAnnotations;

namespace Kubrick.Recordings.Outbox;

/// <summary>How events are published (section <c>Outbox</c>).</summary>
internal sealed class OutboxOptions
{
    /// <summary>How often the documents are searched for events that nobody published.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "01:00:00", ErrorMessage = "Outbox__SearchEvery must be from 50 ms to 1 h.")]
    public TimeSpan SearchEvery { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How old an event is before the search takes it: a younger one is being published by the replica that stored it.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00", ErrorMessage = "Outbox__LeaveAlone must be from 0 to 1 h.")]
    public TimeSpan LeaveAlone { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the broker may take to confirm one event.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00", ErrorMessage = "Outbox__ConfirmWithin must be from 100 ms to 5 min.")]
    public TimeSpan ConfirmWithin { get; set; } = TimeSpan.FromSeconds(10);
}
