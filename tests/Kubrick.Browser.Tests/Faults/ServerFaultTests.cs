using Kubrick.Testing;
using Microsoft.Playwright;

namespace Kubrick.Browser.Tests.Faults;

/// <summary>The network or a service fails while a recording is uploaded: nothing is lost.</summary>
[Collection(LocalSystemCollection.Name)]
public sealed class ServerFaultTests(LocalSystem system, Chromium chromium)
{
    private readonly Interview interview = new(system);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_the_network_is_off_the_recording_continues_and_is_uploaded_afterwards()
    {
        var recorder = Interview.NewRecorder("Emmy");
        await using var profile = await chromium.NewProfileAsync(system.Gateway.BaseAddress!);
        await Evidence.ListenAsync(profile);
        var tab = await Tab.OpenAsync(profile, $"/record?recorderName={recorder}");
        await Interview.RecordAsync(tab, 1);
        await interview.WaitForPartAsync(recorder);

        await profile.SetOfflineAsync(true);
        Assert.False(await tab.Page.EvaluateAsync<bool>("() => fetch('/health').then(() => true, () => false)"));
        await Interview.RecordOnAsync(tab, FaultDuration.OfNetwork);
        await Assertions.Expect(tab.Indicator).ToHaveAttributeAsync("data-state", "recording");
        await profile.SetOfflineAsync(false);

        await interview.StopAndAssertNothingIsLostAsync(tab, recorder, await Interview.RecordOnAsync(tab, 1));
        tab.AssertNoFaults();
    }

    [Fact]
    public async Task A_lost_answer_to_the_completion_completes_the_recording_once()
    {
        var recorder = Interview.NewRecorder("Sofia");
        await using var profile = await chromium.NewProfileAsync(system.Gateway.BaseAddress!);
        await Evidence.ListenAsync(profile);
        var tab = await Tab.OpenAsync(profile, $"/record?recorderName={recorder}");
        var (completions, lost) = (0, 0);
        await tab.Page.RouteAsync("**/api/upload/complete-chunked", async route =>
        {
            if (Interlocked.Increment(ref completions) > 1)
            {
                await route.ContinueAsync();
                return;
            }

            // The server does its work, but the browser sees a broken connection.
            lost = (await route.FetchAsync()).Status;
            await route.AbortAsync("connectionreset");
        });
        await Interview.RecordAsync(tab, 3);

        await interview.StopAndAssertNothingIsLostAsync(tab, recorder, 3);
        Assert.Equal((2, 200), (completions, lost));
        tab.AssertNoFaults();
    }

    [Fact]
    public async Task A_service_that_is_killed_between_two_parts_loses_nothing()
    {
        var recorder = Interview.NewRecorder("Annie");
        await using var profile = await chromium.NewProfileAsync(system.Gateway.BaseAddress!);
        await Evidence.ListenAsync(profile);
        var tab = await Tab.OpenAsync(profile, $"/record?recorderName={recorder}");
        await Interview.RecordAsync(tab, 1);
        await interview.WaitForPartAsync(recorder);
        var killed = Assert.Single(system.Processes.Of("uploads"));

        system.Processes.Kill("uploads");
        var seconds = await Interview.RecordOnAsync(tab, 3);
        await Assertions.Expect(tab.Indicator).ToHaveAttributeAsync("data-state", "recording");
        await interview.StopAndAssertNothingIsLostAsync(tab, recorder, seconds);

        Assert.NotEqual(killed, Assert.Single(system.Processes.Of("uploads")));
        tab.AssertNoFaults();
        // The next test begins with a whole system.
        await Eventually.TrueAsync("the system is healthy", async () =>
        {
            using var answer = await system.Gateway.GetAsync(new Uri("/health", UriKind.Relative), Cancel);
            return answer.IsSuccessStatusCode;
        }, Cancel);
    }
}
