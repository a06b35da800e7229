using System.ComponentModel.DataAnnotations;

namespace Kubrick.Gateway.Security;

/// <summary>Other origins that may call the API from a browser (section <c>Cors</c>, <c>FRONTEND_URL</c>).</summary>
internal sealed class CrossOriginOptions : IValidatableObject
{
    /// <summary>Origins such as <c>https://app.example.org</c>; the gateway's own origin is always allowed.</summary>
    public IReadOnlyList<string> Origins { get; init; } = [];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        from origin in Origins
        where !IsOrigin(origin)
        select new ValidationResult($"FRONTEND_URL contains '{origin}', which is not an origin such as https://app.example.org.");

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https"
        && uri.GetLeftPart(UriPartial.Authority).Equals(text, StringComparison.OrdinalIgnoreCase);
}
