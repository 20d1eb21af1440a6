package dev.aigw.routing;

/**
 * The router that holds now, one for all lanes, exchanged whole when prices change. A call that has its candidates keeps them, and with
 * them the prices of when it came.
 */
public final class CurrentRouter {
    private volatile Router router;

    public CurrentRouter(Router first) {
        this.router = first;
    }

    public Router current() {
        return router;
    }

    void exchange(Router next) {
        router = next;
    }
}
