/** Shows the microphone's level in an element with role=meter until it leaves the page. */
export function meter(element: HTMLElement, stream: MediaStream | null): void {
  if (!stream) return;
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 512;
  context.createMediaStreamSource(stream).connect(analyser);
  void context.resume();
  const samples = new Float32Array(analyser.fftSize);
  const draw = () => {
    if (!element.isConnected) {
      void context.close();
      return;
    }
    analyser.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, s) => sum + s * s, 0) / samples.length;
    const decibels = 10 * Math.log10(power + 1e-10);
    const level = Math.round(Math.max(0, Math.min(100, (decibels + 60) * 100 / 60)));
    element.setAttribute('aria-valuenow', String(level));
    element.style.setProperty('--level', `${level}%`);
    requestAnimationFrame(draw);
  };
  draw();
}
