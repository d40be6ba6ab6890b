/*
 * identity_web.h - the route tables of this room, all served by ariia-auth.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef IDENTITY_IDENTITY_WEB_H
#define IDENTITY_IDENTITY_WEB_H

#include "web/route.h"

extern const struct route login_api[];   /* /auth/login, logout, me, confirm */
extern const struct route session_api[]; /* /auth/sessions */
extern const struct route second_factor_api[]; /* /auth/second-factor */
extern const struct route api_key_api[];       /* /auth/api-keys */
extern const struct route
    registration_api[]; /* /auth/register, verify, resend */
extern const struct route
    password_api[]; /* /auth/password/forgot, reset, change */
extern const struct route invitation_api[]; /* /auth/invitations */
extern const struct route user_api[];       /* /auth/users */
extern const struct route
    tenant_api[]; /* /auth/tenants, PUT /admin/tenants/{id}/deactivate is
		     tenancy's */
extern const struct route impersonation_api[]; /* /auth/impersonation */
extern const struct route
    auth_pages[]; /* /login, /register, /verify, /forgot, /reset, /invitation,
		     /second-factor, /account */

/* People of the studio, its keys, its log: pages and what they need. */
extern const struct route team_pages[];
extern const struct route key_pages[];
extern const struct route audit_pages[];
extern const struct furnishing team_furnishings[];
extern const struct furnishing key_furnishings[];
extern const struct form_view team_forms[];
extern const struct form_view key_forms[];

#endif
