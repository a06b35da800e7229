using System.Diagnostics.Metrics;
using Kubrick.Recordings.Database;
using Kubrick.Recordings.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kubrick.Recordings.Tests.Existing;

public sealed class UnreadableRecordingsTests
{
    [Fact]
    public void A_document_is_counted_and_logged_once_with_its_id_and_fields()
    {
        using var log = new Lines();
        using var services = new ServiceCollection().AddMetrics().AddLogging(logging => logging.AddProvider(log)).AddSingleton<UnreadableRecordings>().BuildServiceProvider();
        var meters = services.GetRequiredService<IMeterFactory>();
        var counted = 0L;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Name == "kubrick.recordings.unreadable" && instrument.Meter.Scope == meters)
                {
                    listening.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, count, _, _) => counted += count);
        listener.Start();

        var unreadable = services.GetRequiredService<UnreadableRecordings>();
        var (bad, other) = (Sample.Recording() with { Defects = ["title (Array)", "createdAt ('x')"] }, Sample.Recording() with { Defects = ["status (missing)"] });
        unreadable.Report(Sample.Recording());
        unreadable.Report(bad);
        unreadable.Report(bad);
        unreadable.Report(other);

        Assert.Equal(2, counted);
        Assert.Equal(
            [$"Document unreadable: recording {bad.Id}: title (Array), createdAt ('x')", $"Document unreadable: recording {other.Id}: status (missing)"], log.Written);
    }

    private sealed class Lines : ILoggerProvider, ILogger
    {
        public List<string> Written { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Written.Add(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
