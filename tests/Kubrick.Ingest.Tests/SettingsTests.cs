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
        { nameof(IngestOptions.WindowFrames), 0 },
        { nameof(IngestOptions.WindowBytes), -5L },
        { nameof(IngestOptions.MaxBytes), 0L },
        { nameof(IngestOptions.MaxBytes), 31L << 20 },
        { nameof(IngestOptions.FramePatience), TimeSpan.Zero },
        { nameof(IngestOptions.BrokerPatience), TimeSpan.Zero },
        { nameof(IngestOptions.FirstMediaPatience), TimeSpan.FromSeconds(-30) },
        { nameof(IngestOptions.TakeoverPatience), TimeSpan.FromDays(1) },
        { nameof(IngestOptions.TakeoverPatience), TimeSpan.FromSeconds(7) },
        { nameof(IngestOptions.OutcomeCheck), TimeSpan.Zero },
        { nameof(IngestOptions.SilentAfter), TimeSpan.Zero },
        { nameof(IngestOptions.DeadAfter), TimeSpan.FromSeconds(4) },
    };

    [Fact]
    public void The_defaults_make_sense() => Assert.Empty(Faults(new IngestOptions()));

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_setting_that_makes_no_sense_is_named(string name, object value)
    {
        var options = new IngestOptions();
        typeof(IngestOptions).GetProperty(name)!.SetValue(options, value);
        Assert.Equal([name], Assert.Single(Faults(options)).MemberNames);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(60)]
    [InlineData(1800)]
    public void A_client_is_not_taken_for_dead_before_everything_that_one_message_may_wait_for_is_given_up(double seconds)
    {
        var options = new IngestOptions { BrokerPatience = TimeSpan.FromSeconds(seconds) };
        Assert.True(options.PongPatience > options.TakeoverPatience + IngestOptions.StartPatience + (2 * options.BrokerPatience));
        Assert.True(options.PongPatience > options.DeadAfter);
    }

    [Fact]
    public void A_client_that_has_nothing_to_say_is_pinged_twice_before_it_counts_as_silent()
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
