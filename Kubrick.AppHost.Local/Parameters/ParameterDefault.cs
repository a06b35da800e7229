namespace Aspire.Hosting.ApplicationModel;

/// <summary>Where a parameter's value comes from when nobody configured one.</summary>
public abstract class ParameterDefault
{
    /// <summary>The value.</summary>
    /// <returns>The value.</returns>
    public abstract string GetDefaultValue();
}
