using System.ComponentModel.DataAnnotations;

namespace Kubrick.Ingest.Tests;

public sealed class SettingsTests
{
    public static TheoryData<string, object> Wrong => new()
    {
        { nameof(IngestOptions.MaxFrameBytes), 1 },
        { nameof(IngestOptions.MaxFrameBytes), (16 << 20) + 1 },
        { nameof(IngestOptions.MaxTextBytes), 0 },
        { nameof(IngestOptions.MaxConnections), 0 },
        { nameof(IngestOptions.SendQueue), 1 },
        { nameof(IngestOptions.MaxUnconfirmedFrames), 0 },
        { nameof(IngestOptions.MaxUnconfirmedBytes), -5L },
        { nameof(IngestOptions.MaxBytes), 0L },
        { nameof(IngestOptions.MaxBytes), 31L << 20 },
        { nameof(IngestOptions.FrameTimeout), TimeSpan.Zero },
        { nameof(IngestOptions.BrokerTimeout), TimeSpan.Zero },
        { nameof(IngestOptions.FirstMediaTimeout), TimeSpan.FromSeconds(-30) },
        { nameof(IngestOptions.LastChunkWindow), TimeSpan.FromSeconds(-1) },
        { nameof(IngestOptions.LastChunkWindow), TimeSpan.FromSeconds(11) },
        { nameof(IngestOptions.TakeoverTimeout), TimeSpan.FromDays(1) },
        { nameof(IngestOptions.TakeoverTimeout), TimeSpan.FromSeconds(7) },
        { nameof(IngestOptions.ResultCheckInterval), TimeSpan.Zero },
        { nameof(IngestOptions.SilentAfter), TimeSpan.Zero },
        { nameof(IngestOptions.DeadAfter), TimeSpan.FromSeconds(4) },
    };

    [Fact]
    public void The_defaults_are_valid() => Assert.Empty(Faults(new IngestOptions()));

    [Theory]
    [MemberData(nameof(Wrong))]
    public void An_invalid_setting_is_named(string name, object value)
    {
        var options = new IngestOptions();
        typeof(IngestOptions).GetProperty(name)!.SetValue(options, value);
        Assert.Equal([name], Assert.Single(Faults(options)).MemberNames);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(60)]
    [InlineData(1800)]
    public void The_pong_timeout_exceeds_all_waits_of_one_message_together(double seconds)
    {
        var options = new IngestOptions { BrokerTimeout = TimeSpan.FromSeconds(seconds) };
        Assert.True(options.PongTimeout > options.TakeoverTimeout + IngestOptions.StartTimeout + (2 * options.BrokerTimeout));
        Assert.True(options.PongTimeout > options.DeadAfter);
    }

    [Fact]
    public void A_client_is_pinged_twice_before_it_counts_as_silent()
    {
        var options = new IngestOptions();
        Assert.True(options.PingInterval * 2 < options.SilentAfter);
        Assert.True(options.SilentAfter < options.DeadAfter);
    }

    private static List<ValidationResult> Faults(IngestOptions options)
    {
        var faults = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), faults, validateAllProperties: true);
        return faults;
    }
}
