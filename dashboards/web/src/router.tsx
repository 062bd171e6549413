/** The pages and their addresses. Each page is loaded when it is first opened. */
import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { NotFound } from './components/shell/not-found.tsx';
import { PageError } from './components/shell/page-error.tsx';
import { Shell } from './components/shell/shell.tsx';
import { readAuditSearch } from './lib/audit-search.ts';
import { readChartSearch } from './lib/chart-search.ts';
import { readIncidentSearch } from './lib/incident-filter.ts';
import { readMaintenanceSearch } from './lib/maintenance-search.ts';
import { readOutboxSearch } from './lib/outbox-search.ts';
import { onlyRead } from './lib/read-search.ts';
import { readReportSearch } from './lib/report-search.ts';
import { readRoomSearch } from './lib/room-search.ts';
import { readSiteSearch } from './lib/site-filter.ts';
import { readWallSearch } from './lib/wallboard.ts';

const rootRoute = createRootRoute({ component: Shell });

const overviewRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  component: lazyRouteComponent(() => import('./pages/overview.tsx'), 'OverviewPage'),
});

const sitesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sites',
  validateSearch: onlyRead(readSiteSearch),
  component: lazyRouteComponent(() => import('./pages/sites.tsx'), 'SitesPage'),
});

const siteRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sites/$siteId',
  validateSearch: readChartSearch,
  component: lazyRouteComponent(() => import('./pages/site.tsx'), 'SitePage'),
});

const incidentRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/incidents/$id',
  component: lazyRouteComponent(() => import('./pages/incident.tsx'), 'IncidentPage'),
});

const incidentsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/incidents',
  validateSearch: onlyRead(readIncidentSearch),
  component: lazyRouteComponent(() => import('./pages/incidents.tsx'), 'IncidentsPage'),
});

const roomsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/rooms',
  validateSearch: onlyRead(readRoomSearch),
  component: lazyRouteComponent(() => import('./pages/rooms.tsx'), 'RoomsPage'),
});

const maintenanceRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/maintenance',
  validateSearch: onlyRead(readMaintenanceSearch),
  component: lazyRouteComponent(() => import('./pages/maintenance.tsx'), 'MaintenancePage'),
});

const reportsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/reports',
  validateSearch: onlyRead(readReportSearch),
  component: lazyRouteComponent(() => import('./pages/reports.tsx'), 'ReportsPage'),
});

const wallboardRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/wallboard',
  staticData: { isBare: true },
  validateSearch: onlyRead(readWallSearch),
  component: lazyRouteComponent(() => import('./pages/wallboard.tsx'), 'WallboardPage'),
});

const setupRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/setup',
  staticData: { isOpen: true },
  component: lazyRouteComponent(() => import('./pages/setup.tsx'), 'SetupPage'),
});

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  staticData: { isOpen: true },
  component: lazyRouteComponent(() => import('./pages/sign-in.tsx'), 'SignInPage'),
});

const accountRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/account',
  component: lazyRouteComponent(() => import('./pages/account.tsx'), 'AccountPage'),
});

const usersRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/users',
  component: lazyRouteComponent(() => import('./pages/users.tsx'), 'UsersPage'),
});

const userRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/users/$name',
  component: lazyRouteComponent(() => import('./pages/user.tsx'), 'UserPage'),
});

const notificationsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/notifications',
  validateSearch: onlyRead(readOutboxSearch),
  component: lazyRouteComponent(() => import('./pages/notifications.tsx'), 'NotificationsPage'),
});

const agentsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/agents',
  component: lazyRouteComponent(() => import('./pages/agents.tsx'), 'AgentsPage'),
});

const auditRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/audit',
  validateSearch: onlyRead(readAuditSearch),
  component: lazyRouteComponent(() => import('./pages/audit.tsx'), 'AuditPage'),
});

const inventoryRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/inventory',
  component: lazyRouteComponent(() => import('./pages/inventory.tsx'), 'InventoryPage'),
});

const rulesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/rules',
  component: lazyRouteComponent(() => import('./pages/rules.tsx'), 'RulesPage'),
});

/** Makes the router. */
export function createAppRouter() {
  return createRouter({
    routeTree: rootRoute.addChildren([
      overviewRoute,
      sitesRoute,
      siteRoute,
      incidentsRoute,
      incidentRoute,
      roomsRoute,
      maintenanceRoute,
      reportsRoute,
      inventoryRoute,
      wallboardRoute,
      notificationsRoute,
      agentsRoute,
      rulesRoute,
      auditRoute,
      setupRoute,
      signInRoute,
      accountRoute,
      usersRoute,
      userRoute,
    ]),
    defaultPreload: 'intent',
    defaultErrorComponent: PageError,
    defaultNotFoundComponent: () => <NotFound />,
    scrollRestoration: true,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
  interface StaticDataRouteOption {
    /** The page has the window to itself: no bar, no notices. */
    isBare?: boolean;
    /** The page is for who is not signed in, too. */
    isOpen?: boolean;
  }
}
