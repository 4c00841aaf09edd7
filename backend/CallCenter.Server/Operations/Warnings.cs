using CallCenter.Contracts;
using CallCenter.Server.Sealing;

namespace CallCenter.Server.Operations;

/// <summary>A part that knows of things a human should look at soon, though calls go on.</summary>
internal interface IWarnings
{
    /// <summary>"what" or "what:which", the same word for as long as it lasts; docs/operations.md lists them.</summary>
    IEnumerable<string> Now { get; }
}

/// <summary>All of them, for /healthz and the consoles.</summary>
internal sealed class WarningBoard(IEnumerable<IWarnings> parts, KeyVault vault)
{
    /// <summary>Keys at once, the rest as the parts have it; a trunk that is named stands for the matter of trunks.</summary>
    public IReadOnlyList<string> Now
    {
        get
        {
            List<string> told = [.. (vault.Problem is null ? Array.Empty<string>() : [Matter.Keys]).Concat(parts.SelectMany(part => part.Now)).Distinct()];
            if (told.Any(warning => warning.StartsWith("trunk-", StringComparison.Ordinal)))
            {
                told.Remove(Matter.Trunk);
            }

            return told;
        }
    }
}
