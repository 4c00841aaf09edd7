namespace CallCenter.Bench.Recovery;

/// <summary>What is done to the Server.</summary>
internal enum Blow { Kill, FreezeAndThaw, FreezeAndKill }

/// <summary>When and how the Server is struck.</summary>
/// <param name="After">Pause before it.</param>
/// <param name="Request">Strike right after the Server sent this kind of request, before it hears the answer; null: just now.</param>
/// <param name="Nth">Which one of them.</param>
/// <param name="Frozen">How long it stays frozen.</param>
internal sealed record Moment(TimeSpan After, WireRequest? Request, int Nth, Blow Blow, TimeSpan Frozen)
{
    public static Moment Draw(Random random)
    {
        var after = TimeSpan.FromSeconds(random.NextDouble() * 1.5);
        var between = random.NextDouble() < 0.5;
        var blow = random.NextDouble() switch { < 0.6 => Blow.Kill, < 0.85 => Blow.FreezeAndThaw, _ => Blow.FreezeAndKill };
        // From 0.5 to 12 s, the short ones more often.
        var frozen = TimeSpan.FromSeconds(0.5 + 11.5 * Math.Pow(random.NextDouble(), 2));
        return new(after, between ? (WireRequest)random.Next(4) : null, random.Next(1, 4), blow, blow == Blow.Kill ? TimeSpan.Zero : frozen);
    }

    public override string ToString() =>
        $"{Blow}{(Blow == Blow.Kill ? "" : $" {Frozen.TotalSeconds:0.0} s")}{(Request is null ? "" : $", after {Request} #{Nth}")}";
}
