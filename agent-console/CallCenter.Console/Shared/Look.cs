using MudBlazor;

namespace CallCenter.Console.Shared;

/// <summary>MudBlazor's palette darkened until every text on it has a contrast of at least 4.5:1; fonts of the machine only.</summary>
internal static class Look
{
    private static readonly string[] Fonts = ["system-ui", "-apple-system", "Segoe UI", "Noto Sans CJK SC", "Noto Sans SC", "Microsoft YaHei", "PingFang SC", "sans-serif"];

    public static MudTheme Theme { get; } = new()
    {
        PaletteLight = new PaletteLight
        {
            Primary = "#174f8f",
            Secondary = "#5a3d8a",
            Success = "#1b6b36",
            Error = "#b3201a",
            Warning = "#8a4b00",
            Info = "#174f8f",
            TextPrimary = "#18212d",
            TextSecondary = "#46515f",
            TextDisabled = "#6a7480",
            ActionDisabled = "#6a7480",
            ActionDisabledBackground = "#e6e9ed",
            Background = "#eef1f5",
            Surface = "#ffffff",
            LinesDefault = "#cdd4dd",
        },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = Fonts, FontSize = "14px", LineHeight = "1.4", LetterSpacing = "0" },
            Button = new ButtonTypography { FontFamily = Fonts, FontSize = "14px", FontWeight = "500", LineHeight = "1.3", LetterSpacing = "0", TextTransform = "none" },
        },
    };
}
