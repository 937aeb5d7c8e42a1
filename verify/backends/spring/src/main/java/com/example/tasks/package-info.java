/** A backend as Spring's guides make it. */
package com.example.tasks;
