using System.ComponentModel.DataAnnotations;

namespace Kubrick.Recordings.Outbox;

/// <summary>How events are published (section <c>Outbox</c>).</summary>
internal sealed class OutboxOptions
{
    /// <summary>How often the relay searches the documents for events that were not published.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "01:00:00", ErrorMessage = "Outbox__PollInterval must be from 50 ms to 1 h.")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The age from which the search takes an event; the replica that stored it publishes a younger one.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00", ErrorMessage = "Outbox__MinimumAge must be from 0 to 1 h.")]
    public TimeSpan MinimumAge { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the broker may take to confirm one event.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00", ErrorMessage = "Outbox__ConfirmTimeout must be from 100 ms to 5 min.")]
    public TimeSpan ConfirmTimeout { get; set; } = TimeSpan.FromSeconds(10);
}
