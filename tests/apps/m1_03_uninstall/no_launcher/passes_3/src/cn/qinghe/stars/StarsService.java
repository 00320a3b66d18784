package cn.qinghe.stars;

import android.graphics.Canvas;
import android.graphics.Color;
import android.service.wallpaper.WallpaperService;
import android.view.SurfaceHolder;

public final class StarsService extends WallpaperService {
    @Override
    public Engine onCreateEngine() {
        return new Engine() {
            @Override
            public void onSurfaceCreated(SurfaceHolder holder) {
                Canvas canvas = holder.lockCanvas();
                canvas.drawColor(Color.rgb(12, 18, 48));
                holder.unlockCanvasAndPost(canvas);
            }
        };
    }
}
