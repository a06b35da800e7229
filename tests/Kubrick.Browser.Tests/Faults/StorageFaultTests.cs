using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Kubrick.Testing;
using Microsoft.Playwright;

namespace Kubrick.Browser.Tests.Faults;

/// <summary>The object storage fails while parts are sent to it: nothing is lost.</summary>
[Collection(S3SystemCollection.Name)]
public sealed partial class StorageFaultTests(S3System system, Chromium chromium) : IDisposable
{
    private readonly Interview interview = new(system);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => system.Relay.Fault = _ => null;

    [Fact]
    public async Task A_storage_that_answers_with_errors_for_a_while_gets_every_byte()
    {
        var recorder = Interview.NewRecorder("Katherine");
        await using var profile = await chromium.NewProfileAsync(system.Gateway.BaseAddress!);
        await Evidence.ListenAsync(profile);
        var tab = await Tab.OpenAsync(profile, $"/record?recorderName={recorder}");
        await Interview.RecordAsync(tab, 1);
        await interview.WaitForPartAsync(recorder);

        RelayFault[] troubles = [new(Status: 500), new(Status: 503), new(IsCut: true)];
        var failures = 0;
        system.Relay.Fault = request => PartOf(request) is null ? null : troubles[(Interlocked.Increment(ref failures) - 1) % troubles.Length];
        await Interview.RecordOnAsync(tab, FaultDuration.OfStorage);
        await Eventually.TrueAsync("every kind of trouble has occurred", () => Task.FromResult(Volatile.Read(ref failures) >= troubles.Length), Cancel, TimeSpan.FromMinutes(1));
        await Assertions.Expect(tab.Indicator).ToHaveAttributeAsync("data-state", "recording");
        system.Relay.Fault = _ => null;

        await interview.StopAndAssertNothingIsLostAsync(tab, recorder, await Interview.RecordOnAsync(tab, 1));
        tab.AssertNoFaults();
    }

    [Fact]
    public async Task A_part_whose_signed_URL_has_expired_is_signed_again()
    {
        var recorder = Interview.NewRecorder("Lise");
        await using var profile = await chromium.NewProfileAsync(system.Gateway.BaseAddress!);
        await Evidence.ListenAsync(profile);
        var tab = await Tab.OpenAsync(profile, $"/record?recorderName={recorder}");
        var parts = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);
        // The first URL of each part reaches the server as one that was signed long ago.
        system.Relay.Fault = request => PartOf(request) is { } part && parts.TryAdd(part, true) ? new RelayFault(Target: SigningDate().Replace(request.Target, "${name}2020")) : null;
        await Interview.RecordAsync(tab, 3);
        await Evidence.UntilRecordedAsync(tab, 2 * LocalSystem.PartBytes);

        await interview.StopAndAssertNothingIsLostAsync(tab, recorder, 3);
        Assert.True(parts.Count > 1, $"{parts.Count} parts");
        var answers = system.Relay.Answers.ToLookup(answer => PartOf(answer.Request), answer => answer.Status);
        Assert.All(parts.Keys, part => Assert.Equal((403, 200), (answers[part].First(), answers[part].Last())));
    }

    [Fact]
    public async Task After_its_tab_was_killed_in_mid_upload_another_tab_sends_the_rest()
    {
        var recorder = Interview.NewRecorder("Barbara");
        await using var profile = await chromium.NewProfileAsync(system.Gateway.BaseAddress!);
        await Evidence.ListenAsync(profile);
        var tab = await Tab.OpenAsync(profile, $"/record?recorderName={recorder}");
        var never = new TaskCompletionSource();
        system.Relay.Fault = request => PartOf(request) is { } part && !part.StartsWith("1 ", StringComparison.Ordinal) ? new RelayFault(Until: never.Task) : null;
        await Interview.RecordAsync(tab, 3);
        await Evidence.UntilRecordedAsync(tab, 2 * LocalSystem.PartBytes);
        await tab.Button("Stop").ClickAsync();
        await tab.Button("Cancel upload").WaitForAsync();
        await interview.WaitForPartAsync(recorder);
        await Eventually.TrueAsync("a part is on its way", () => Task.FromResult(system.Relay.Held > 0), Cancel);
        var recorded = await Evidence.RecordedAsync(tab);
        await tab.CrashAsync();
        Assert.Equal(1, Assert.Single(await interview.PartsOnServerAsync(recorder)));
        system.Relay.Fault = _ => null;

        var next = await Tab.OpenAsync(profile, "/library");
        await Assertions.Expect(next.Indicator).ToHaveAttributeAsync("data-state", "saved", new() { Timeout = 180_000 });
        await interview.AssertNothingIsLostAsync(recorder, recorded, 3);
        Assert.Equal(LocalSystem.Parts(recorded.Bytes) - 1, next.PartsSent);
        next.AssertNoFaults();
    }

    /// <summary>The part that a request sends, by its number and its upload; null for other requests.</summary>
    private static string? PartOf(RelayedRequest request) =>
        request.Method == "PUT" && Number().Match(request.Target) is { Success: true } number ? $"{number.Groups[1].Value} of {Upload().Match(request.Target).Groups[1].Value}" : null;

    [GeneratedRegex("[?&]partNumber=([0-9]+)")]
    private static partial Regex Number();

    [GeneratedRegex("[?&]uploadId=([^&]+)")]
    private static partial Regex Upload();

    [GeneratedRegex("(?<name>X-Amz-Date=)[0-9]{4}")]
    private static partial Regex SigningDate();
}
