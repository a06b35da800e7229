using Microsoft.Extensions.Logging;

namespace Kubrick.AppHost.Local;

/// <summary>What the host itself has to say, among the resources' lines.</summary>
internal sealed class HostLoggerProvider(Action<string, bool> line) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new HostLogger(line);

    public void Dispose()
    {
    }

    private sealed class HostLogger(Action<string, bool> line) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            foreach (var text in $"{formatter(state, exception)}{(exception is null ? "" : $"\n{exception}")}".Split('\n'))
            {
                line(text, logLevel >= LogLevel.Warning);
            }
        }
    }
}
