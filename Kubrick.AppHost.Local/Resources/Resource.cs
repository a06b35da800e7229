using System.Text.RegularExpressions;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The base of every resource.</summary>
public abstract partial class Resource : IResource
{
    /// <summary>Names the resource.</summary>
    /// <param name="name">ASCII letters, digits and single hyphens; starts with a letter; at most 64 characters.</param>
    /// <exception cref="ArgumentException">The name has another form.</exception>
    protected Resource(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name.Length > 64 || !ValidName().IsMatch(name))
        {
            throw new ArgumentException(
                $"Resource name '{name}' is invalid: use ASCII letters, digits and single hyphens, start with a letter, end with a letter or digit, 64 characters at most.",
                nameof(name));
        }

        Name = name;
    }

    /// <inheritdoc/>
    public virtual string Name { get; }

    /// <inheritdoc/>
    public virtual ResourceAnnotationCollection Annotations { get; } = [];

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex ValidName();
}
