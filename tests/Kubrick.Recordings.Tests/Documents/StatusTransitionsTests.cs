using Kubrick.Contracts.Recordings;
using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Tests.Hosting;
using static Kubrick.Recordings.Documents.RecordingStatus;

namespace Kubrick.Recordings.Tests.Documents;

public sealed class StatusTransitionsTests
{
    private static readonly HashSet<string> Client =
    [
        "uploading>error", "error>uploading", "uploading>archived", "processing>archived", "ready>archived", "error>archived",
    ];

    private static readonly HashSet<string> System =
    [
        "recording>processing", "recording>ready", "recording>error", "uploading>recording", "uploading>processing", "uploading>ready", "uploading>error",
        "processing>ready", "processing>error", "error>uploading", "error>ready", "ready>uploading",
    ];

    [Fact]
    public void The_statuses_have_the_names_of_the_contract() => Assert.Equal(
        [
            RecordingStatuses.Recording, RecordingStatuses.Uploading, RecordingStatuses.Processing, RecordingStatuses.Ready, RecordingStatuses.Error,
            RecordingStatuses.Archived,
        ],
        Enum.GetValues<RecordingStatus>().Select(WireNames<RecordingStatus>.Of));

    [Fact]
    public void Every_transition_is_allowed_or_rejected_as_documented()
    {
        var live = Enum.GetValues<RecordingStatus>().Where(status => status != Archived).ToList();
        foreach (var from in live)
        {
            foreach (var to in Enum.GetValues<RecordingStatus>().Where(to => to != from))
            {
                var name = $"{from}>{to}".ToLowerInvariant();
                var recording = Sample.Recording(from);
                Assert.Equal(Client.Contains(name), StatusTransitions.Refuse(recording, to, Actor.Client) is null);
                Assert.Equal(System.Contains(name), StatusTransitions.Refuse(recording, to, Actor.System) is null);
            }
        }
    }

    [Fact]
    public void An_archived_recording_returns_only_to_its_earlier_status()
    {
        foreach (var before in new[] { Uploading, RecordingStatus.Processing, Ready, Error })
        {
            var archived = Sample.Recording(before).MoveTo(Archived, Actor.Client, Sample.Noon);
            Assert.Equal(Shelf.Archive, archived.Shelf);
            foreach (var to in Enum.GetValues<RecordingStatus>().Where(to => to != Archived))
            {
                Assert.Equal(to == before, StatusTransitions.Refuse(archived, to, Actor.Client) is null);
            }

            var restored = archived.MoveTo(before, Actor.Client, Sample.Noon);
            Assert.Equal((before, null, Shelf.Library), (restored.Status, restored.StatusBeforeArchive, restored.Shelf));
        }
    }

    [Fact]
    public void The_present_status_is_allowed_and_raises_no_event()
    {
        foreach (var status in Enum.GetValues<RecordingStatus>())
        {
            var recording = Sample.Recording(status);
            Assert.Null(StatusTransitions.Refuse(recording, status, Actor.Client));
            Assert.Same(recording, recording.MoveTo(status, Actor.Client, Sample.Noon));
        }
    }

    [Fact]
    public void A_transition_raises_an_event_with_both_statuses()
    {
        var recording = Sample.Recording();
        var moved = recording.MoveTo(Ready, Actor.System, Sample.Noon);
        var happened = Assert.IsType<RecordingStatusChanged>(OutboxEvents.Unpack(Assert.Single(moved.Outbox)));
        Assert.Equal(new RecordingStatusChanged(recording.Id.ToString(), "uploading", "ready", Sample.Noon), happened);
    }

    [Fact]
    public void A_rejected_transition_throws() =>
        Assert.Throws<InvalidOperationException>(() => Sample.Recording(Ready).MoveTo(Uploading, Actor.Client, Sample.Noon));

    [Fact]
    public void An_outcome_of_an_archived_recording_applies_when_it_is_restored()
    {
        var archived = Sample.Recording(Archived, before: Uploading);
        var settled = archived.Settle(Ready, Sample.Noon)!;
        Assert.Equal((Archived, Ready), (settled.Status, settled.StatusBeforeArchive));
        Assert.Empty(settled.Outbox);
        Assert.Null(settled.Settle(Error, Sample.Noon));
    }
}
