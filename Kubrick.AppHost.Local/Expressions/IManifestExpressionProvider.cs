namespace Aspire.Hosting.ApplicationModel;

/// <summary>Something that has a written form in a manifest, such as <c>{mongo.bindings.tcp.port}</c>.</summary>
public interface IManifestExpressionProvider
{
    /// <summary>The written form. The local runner writes no manifest; it shows this form in messages.</summary>
    string ValueExpression { get; }
}
