namespace Aspire.Hosting.ApplicationModel;

/// <summary>What happens to annotations of the same type when one is added.</summary>
public enum ResourceAnnotationMutationBehavior
{
    /// <summary>The others stay.</summary>
    Append = 0,

    /// <summary>The others go.</summary>
    Replace = 1,
}
