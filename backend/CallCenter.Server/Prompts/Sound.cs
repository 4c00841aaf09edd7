using System.Buffers.Binary;

namespace CallCenter.Server.Prompts;

/// <summary>What a prompt's file holds.</summary>
/// <param name="Loudness">Mean power of what is not silence, in dB below full scale.</param>
/// <param name="Peak">In dB below full scale.</param>
internal sealed record Sound(double Seconds, double Loudness, double Peak)
{
    private const int Header = 44, Rate = 8000;
    private const double Silence = -50, Nothing = -99;

    /// <summary>Of a WAV file as Asterisk plays it: 8 kHz, mono, 16 bit. Null when it is none.</summary>
    public static Sound? Of(ReadOnlySpan<byte> wav)
    {
        if (Samples(wav) is not { IsEmpty: false } samples) return null;
        // Pauses between words do not make a voice softer: twentieths of a second that are silent do not count.
        double power = 0, peak = 0;
        var counted = 0;
        for (var at = 0; at + 1 < samples.Length; at += Rate / 10)
        {
            var part = samples[at..Math.Min(samples.Length, at + (Rate / 10))];
            var energy = 0.0;
            for (var i = 0; i + 1 < part.Length; i += 2)
            {
                var sample = BinaryPrimitives.ReadInt16LittleEndian(part[i..]) / 32768.0;
                energy += sample * sample;
                peak = Math.Max(peak, Math.Abs(sample));
            }
            if (Decibels(energy / (part.Length / 2)) < Silence) continue;
            power += energy;
            counted += part.Length / 2;
        }
        return new Sound(samples.Length / 2.0 / Rate, counted == 0 ? Nothing : Decibels(power / counted), peak == 0 ? Nothing : Decibels(peak * peak));
    }

    /// <summary>The chunk with the samples: ffmpeg may put others before it.</summary>
    private static ReadOnlySpan<byte> Samples(ReadOnlySpan<byte> wav)
    {
        if (wav.Length < Header || !wav.StartsWith("RIFF"u8) || !wav[8..].StartsWith("WAVE"u8)) return default;
        for (var at = 12; at + 8 <= wav.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32LittleEndian(wav[(at + 4)..]);
            if (wav[at..].StartsWith("data"u8)) return wav[(at + 8)..(int)Math.Min(wav.Length, at + 8 + length)];
            at += 8 + (int)Math.Min(int.MaxValue / 2, length + (length & 1));
        }
        return default;
    }

    private static double Decibels(double power) => power <= 0 ? Nothing : Math.Round(10 * Math.Log10(power), 1);
}
