<?php
/**
 * A persistent object cache for the test bed: one file a key, so that what one request stores every later one finds, as with Redis.
 *
 * It is slow and simple on purpose; what counts is that everything goes through serialization and outlives the process.
 */

defined( 'ABSPATH' ) || exit;

/**
 * The cache behind the functions below.
 */
final class Aigw_Bed_Cache {
	/**
	 * Groups shared by all sites of a network, and groups that are not kept.
	 *
	 * @var array<string,bool>
	 */
	public $global = array();

	/**
	 * Groups that live for one request.
	 *
	 * @var array<string,bool>
	 */
	public $fleeting = array();

	/**
	 * What was read or written in this request: path => array( value ), or false for what is known to be absent.
	 *
	 * @var array<string,array|false>
	 */
	private $seen = array();

	/**
	 * The site whose keys these are.
	 *
	 * @var int
	 */
	public $blog = 1;

	/**
	 * Where the files are.
	 *
	 * @return string
	 */
	private function dir() {
		return WP_CONTENT_DIR . '/bed-object-cache';
	}

	/**
	 * The file of a key.
	 */
	private function path( $key, $group ) {
		$group = '' === (string) $group ? 'default' : $group;
		$site  = isset( $this->global[ $group ] ) ? 'all' : $this->blog;
		return $this->dir() . '/' . $site . '/' . rawurlencode( $group ) . '/' . md5( (string) $key );
	}

	/**
	 * Reads a key.
	 */
	public function get( $key, $group, $force, &$found ) {
		$path = $this->path( $key, $group );
		if ( $force && ! isset( $this->fleeting[ $group ] ) ) {
			unset( $this->seen[ $path ] );
		}
		if ( ! isset( $this->seen[ $path ] ) ) {
			$this->seen[ $path ] = isset( $this->fleeting[ $group ] ) ? false : $this->read( $path );
		}
		$held  = $this->seen[ $path ];
		$found = is_array( $held );
		if ( ! $found ) {
			return false;
		}
		return is_object( $held[0] ) ? clone $held[0] : $held[0];
	}

	/**
	 * Reads a file: array( value ), or false.
	 */
	private function read( $path ) {
		$raw = @file_get_contents( $path ); // phpcs:ignore -- absent is the usual case.
		if ( false === $raw ) {
			return false;
		}
		$until = (int) strtok( $raw, "\n" );
		if ( $until && $until <= time() ) {
			return false;
		}
		return array( unserialize( substr( $raw, strpos( $raw, "\n" ) + 1 ) ) ); // phpcs:ignore -- our own file.
	}

	/**
	 * Writes a key.
	 */
	public function set( $key, $value, $group, $expire ) {
		$path                = $this->path( $key, $group );
		$this->seen[ $path ] = array( is_object( $value ) ? clone $value : $value );
		if ( isset( $this->fleeting[ $group ] ) ) {
			return true;
		}
		if ( ! is_dir( dirname( $path ) ) ) {
			@mkdir( dirname( $path ), 0777, true ); // phpcs:ignore -- another request may be first.
		}
		$part = $path . '.' . getmypid();
		file_put_contents( $part, ( $expire > 0 ? time() + $expire : 0 ) . "\n" . serialize( $value ) ); // phpcs:ignore
		return rename( $part, $path );
	}

	/**
	 * Writes a key only if it is absent; of two at once one wins.
	 */
	public function add( $key, $value, $group, $expire ) {
		$path = $this->path( $key, $group );
		if ( ! is_dir( dirname( $path ) ) ) {
			@mkdir( dirname( $path ), 0777, true ); // phpcs:ignore
		}
		$lock = fopen( $path . '.lock', 'c' );
		flock( $lock, LOCK_EX );
		$this->get( $key, $group, true, $found );
		$done = ! $found && $this->set( $key, $value, $group, $expire );
		flock( $lock, LOCK_UN );
		return $done;
	}

	/**
	 * Counts up or down; of many at once none is lost.
	 */
	public function count( $key, $by, $group ) {
		$path = $this->path( $key, $group );
		if ( ! is_dir( dirname( $path ) ) ) {
			@mkdir( dirname( $path ), 0777, true ); // phpcs:ignore
		}
		$lock = fopen( $path . '.lock', 'c' );
		flock( $lock, LOCK_EX );
		$value = $this->get( $key, $group, true, $found );
		if ( $found ) {
			$raw   = @file_get_contents( $path ); // phpcs:ignore
			$until = (int) strtok( (string) $raw, "\n" );
			$value = max( 0, (int) $value + $by );
			$this->set( $key, $value, $group, $until ? max( 1, $until - time() ) : 0 );
		}
		flock( $lock, LOCK_UN );
		return $found ? $value : false;
	}

	/**
	 * Forgets a key.
	 */
	public function delete( $key, $group ) {
		$path = $this->path( $key, $group );
		$this->get( $key, $group, true, $found );
		$this->seen[ $path ] = false;
		if ( is_file( $path ) ) {
			@unlink( $path ); // phpcs:ignore
		}
		return $found;
	}

	/**
	 * Forgets everything below a directory.
	 */
	public function flush( $below = '' ) {
		$this->seen = array();
		foreach ( glob( $this->dir() . ( '' === $below ? '/*/*' : '/*/' . rawurlencode( $below ) ) . '/*' ) as $file ) {
			@unlink( $file ); // phpcs:ignore
		}
		return true;
	}

	/**
	 * Forgets what this request has seen, not what is kept.
	 */
	public function forget_seen() {
		$this->seen = array();
		return true;
	}
}

// phpcs:disable Squiz.Commenting
function wp_cache_init() {
	$GLOBALS['wp_object_cache'] = new Aigw_Bed_Cache();
	if ( is_multisite() ) {
		$GLOBALS['wp_object_cache']->blog = get_current_blog_id();
	}
}
function wp_cache_get( $key, $group = 'default', $force = false, &$found = null ) {
	return $GLOBALS['wp_object_cache']->get( $key, $group ? $group : 'default', $force, $found );
}
function wp_cache_get_multiple( $keys, $group = 'default', $force = false ) {
	$out = array();
	foreach ( $keys as $key ) {
		$out[ $key ] = wp_cache_get( $key, $group, $force );
	}
	return $out;
}
function wp_cache_set( $key, $data, $group = 'default', $expire = 0 ) {
	return $GLOBALS['wp_object_cache']->set( $key, $data, $group ? $group : 'default', (int) $expire );
}
function wp_cache_set_multiple( array $data, $group = 'default', $expire = 0 ) {
	$out = array();
	foreach ( $data as $key => $value ) {
		$out[ $key ] = wp_cache_set( $key, $value, $group, $expire );
	}
	return $out;
}
function wp_cache_add( $key, $data, $group = 'default', $expire = 0 ) {
	return ! wp_suspend_cache_addition() && $GLOBALS['wp_object_cache']->add( $key, $data, $group ? $group : 'default', (int) $expire );
}
function wp_cache_add_multiple( array $data, $group = 'default', $expire = 0 ) {
	$out = array();
	foreach ( $data as $key => $value ) {
		$out[ $key ] = wp_cache_add( $key, $value, $group, $expire );
	}
	return $out;
}
function wp_cache_replace( $key, $data, $group = 'default', $expire = 0 ) {
	wp_cache_get( $key, $group, true, $found );
	return $found && wp_cache_set( $key, $data, $group, $expire );
}
function wp_cache_delete( $key, $group = 'default' ) {
	return $GLOBALS['wp_object_cache']->delete( $key, $group ? $group : 'default' );
}
function wp_cache_delete_multiple( array $keys, $group = 'default' ) {
	$out = array();
	foreach ( $keys as $key ) {
		$out[ $key ] = wp_cache_delete( $key, $group );
	}
	return $out;
}
function wp_cache_incr( $key, $offset = 1, $group = 'default' ) {
	return $GLOBALS['wp_object_cache']->count( $key, $offset, $group ? $group : 'default' );
}
function wp_cache_decr( $key, $offset = 1, $group = 'default' ) {
	return $GLOBALS['wp_object_cache']->count( $key, -$offset, $group ? $group : 'default' );
}
function wp_cache_flush() {
	return $GLOBALS['wp_object_cache']->flush();
}
function wp_cache_flush_runtime() {
	return $GLOBALS['wp_object_cache']->forget_seen();
}
function wp_cache_flush_group( $group ) {
	return $GLOBALS['wp_object_cache']->flush( $group );
}
function wp_cache_supports( $feature ) {
	return in_array( $feature, array( 'add_multiple', 'set_multiple', 'get_multiple', 'delete_multiple', 'flush_runtime', 'flush_group' ), true );
}
function wp_cache_close() {
	return true;
}
function wp_cache_add_global_groups( $groups ) {
	$GLOBALS['wp_object_cache']->global += array_fill_keys( (array) $groups, true );
}
function wp_cache_add_non_persistent_groups( $groups ) {
	$GLOBALS['wp_object_cache']->fleeting += array_fill_keys( (array) $groups, true );
}
function wp_cache_switch_to_blog( $blog ) {
	$GLOBALS['wp_object_cache']->blog = (int) $blog;
}
function wp_cache_reset() {
	return $GLOBALS['wp_object_cache']->forget_seen();
}
