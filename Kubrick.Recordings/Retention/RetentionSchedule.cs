namespace Kubrick.Recordings.Retention;

/// <summary>The retention that is in force, shared by all replicas. It decides when deletions may start.</summary>
/// <param name="Days">Days that recordings are kept; 0 for ever.</param>
/// <param name="DeletesFrom">Before this time nothing is deleted; recordings only show their expiry.</param>
/// <param name="SeenAt">When a pass last saw it.</param>
internal sealed record RetentionSchedule(int Days, DateTimeOffset DeletesFrom, DateTimeOffset SeenAt)
{
    // Passes come every 12 hours at least.
    private static readonly TimeSpan MaxGap = TimeSpan.FromDays(1);
    private static readonly TimeSpan MaxStepBack = TimeSpan.FromHours(1);

    /// <summary>
    /// The schedule after a pass that finds <paramref name="days"/> in its settings. The grace period starts when retention is enabled or shortened; replicas with different
    /// settings keep restarting it. When the clock jumped, or no pass ran for long, deletions wait for a day. So a wrong setting or a wrong clock is seen before it deletes anything.
    /// </summary>
    /// <param name="stored">The schedule of the pass before; null for the first one.</param>
    /// <param name="days">The setting.</param>
    /// <param name="grace">The grace period.</param>
    /// <param name="now">The time of this pass.</param>
    public static RetentionSchedule Next(RetentionSchedule? stored, int days, TimeSpan grace, DateTimeOffset now)
    {
        if (stored is not { Days: > 0 } || days < stored.Days)
        {
            return new RetentionSchedule(days, now + grace, now);
        }

        // A clock that was ahead may have left a time in the far future.
        var deletesFrom = Earlier(stored.DeletesFrom, now + grace);
        var isContinuous = now - stored.SeenAt <= MaxGap && stored.SeenAt - now <= MaxStepBack;
        return new RetentionSchedule(days, isContinuous ? deletesFrom : Later(deletesFrom, now + (grace < MaxGap ? grace : MaxGap)), now);
    }

    /// <summary>When a recording is deleted at the earliest; null where recordings are kept for ever.</summary>
    public DateTimeOffset? ExpiryOf(DateTimeOffset createdAt)
    {
        if (Days == 0)
        {
            return null;
        }

        return Later(createdAt.Year < 9000 ? createdAt.AddDays(Days) : createdAt, DeletesFrom);
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
