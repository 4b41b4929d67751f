// What this browser can draw with; apart from the drawing, so that nothing is fetched in vain.

function ask<T>(question: (gl: WebGLRenderingContext | WebGL2RenderingContext) => T): T | undefined {
	try {
		const canvas = document.createElement("canvas");
		const gl = canvas.getContext("webgl2") ?? canvas.getContext("webgl");
		if (!gl) return undefined;
		const answer = question(gl);
		// Browsers allow a few contexts only.
		gl.getExtension("WEBGL_lose_context")?.loseContext();
		return answer;
	} catch {
		return undefined;
	}
}

/** Whether there is WebGL at all. */
export const canDraw = (): boolean => ask(() => true) ?? false;

/** Whether the processor does what a graphics card should. */
export const drawnBySoftware = (): boolean =>
	ask((gl) => {
		const info = gl.getExtension("WEBGL_debug_renderer_info");
		const name = info ? String(gl.getParameter(info.UNMASKED_RENDERER_WEBGL)) : "";
		return /swiftshader|llvmpipe|software|basic render/i.test(name);
	}) ?? false;
