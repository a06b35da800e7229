namespace Aspire.Hosting.ApplicationModel;

/// <summary>What a wait does when the resource cannot run.</summary>
public enum WaitBehavior
{
    /// <summary>It goes on: somebody may start the resource again.</summary>
    WaitOnResourceUnavailable = 0,

    /// <summary>It ends with an error that says why.</summary>
    StopOnResourceUnavailable = 1,
}
